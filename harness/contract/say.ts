/** One line of progress for the person who waits. */
export type Say = (line: string) => void;
