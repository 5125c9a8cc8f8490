/** What handbooks say of a style: words to set beside measured figures. Quoted, not measured. */

export const handbookLevels = ["very low", "low", "middle", "high", "very high"] as const;
export type HandbookLevel = (typeof handbookLevels)[number];

export interface Handbook {
  readonly throughput: HandbookLevel;
  readonly latency: HandbookLevel;
  readonly complexity: HandbookLevel;
  readonly stability: HandbookLevel;
  /** Where handbooks advise the style: "between systems". */
  readonly situation: string;
}
