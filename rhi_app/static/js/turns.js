/** One after the other: what reads, seals and writes must not be overtaken between its reading and its writing. */

/** @returns {<T>(work: () => Promise<T>) => Promise<T>} */
export function makeTurns() {
  let last = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined); // a failure ends its own turn only
    return mine;
  };
}

/** The turn of everything that makes entries, envelopes or takes in cases. */
export const inTurn = makeTurns();
