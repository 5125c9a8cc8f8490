/** The consumer groups of a broker: who reads a topic, and whether a group is rebalancing. */
import type { Admin, GroupDescription } from "kafkajs";

/** States in which a group's members get no messages, because they have no partitions yet. */
const dealing = ["PreparingRebalance", "CompletingRebalance"];

/** False while a group with a member that wants this topic is rebalancing. */
export async function isAtRest(admin: Admin, topic: string): Promise<boolean> {
  const { groups } = await admin.listGroups();
  const ids = groups.filter(({ protocolType }) => protocolType === "consumer")
    .map(({ groupId }) => groupId);
  if (ids.length === 0) return true;
  const { groups: described } = await admin.describeGroups(ids);
  const inDeal = described.filter(({ state }) => dealing.includes(state));
  if (inDeal.length === 0) return true;
  const { AssignerProtocol: { MemberMetadata } } = await import("kafkajs");
  const wants = ({ members }: GroupDescription) =>
    members.some(({ memberMetadata }) => {
      try {
        return MemberMetadata.decode(memberMetadata)?.topics.includes(topic) ?? false;
      } catch {
        return true; // metadata of an unknown form: the member may want the topic
      }
    });
  return !inDeal.some(wants);
}
