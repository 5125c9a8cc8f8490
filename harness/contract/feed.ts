/** A feed of files as faults see it: one role sends them to a server, and another one takes them. Types only. */

/** A file that its receiver may take. */
export interface InboxFile {
  readonly name: string;
  /** The file that makes it whole, sent after it; null where the sender sends none. */
  readonly manifest: string | null;
}

/** The harness's own way to the files. Every call throws while their server is away. */
export interface Feed {
  /** The whole files that wait for the receiver. */
  inbox(): Promise<InboxFile[]>;
  /** The length of each file in the inbox, by its name there; files that are being sent are among them. */
  sizes(): Promise<ReadonlyMap<string, number>>;
  /** Moves it with its manifest to a place where no program looks. A retry finishes a failed move. */
  takeAway(file: InboxFile): Promise<void>;
  /** Copies it with its manifest to that place. */
  copyAway(file: InboxFile): Promise<void>;
  /**
   * Moves what is at that place into the inbox, the manifest last. A retry finishes a failed move.
   * Returns false, and moves nothing, where the inbox has a file of this name.
   */
  putBack(file: InboxFile): Promise<boolean>;
  /** Removes what is at that place. */
  forget(file: InboxFile): Promise<void>;
  /** Removes the second half of its rows. Returns false where it has none. */
  truncate(file: InboxFile): Promise<boolean>;
  /** Changes one digit of a row, which stays a valid row. Returns false where it has no rows. */
  corrupt(file: InboxFile): Promise<boolean>;
  /** How many times the schedule of the sender has fired, as its data show. */
  fired(): Promise<number>;
}
