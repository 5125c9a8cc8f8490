/** One connection at a time. It opens when it is needed, and again after it ended. */

export interface Lazy<T> extends Disposable {
  /** The one that is open, or a new one. */
  open(): Promise<T>;
}

export function lazily<T extends Disposable>(
  make: () => Promise<T>,
  isOpen: (one: T) => boolean,
): Lazy<T> {
  let last: Promise<T> | null = null;
  let isClosed = false;
  const open = async (): Promise<T> => {
    if (isClosed) throw new Error("The client of the file server is closed");
    const before = last;
    if (before !== null) {
      const one = await before.catch(() => null);
      if (one !== null && isOpen(one)) return one;
      // Another call may have opened one meanwhile.
      if (last !== before) return await open();
    }
    last = make();
    return await last;
  };
  return {
    open,
    [Symbol.dispose]() {
      isClosed = true;
      last?.then((one) => one[Symbol.dispose](), () => {});
    },
  };
}
