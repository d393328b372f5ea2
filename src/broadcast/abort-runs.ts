/** What is under way of one broadcast, as far as whoever ends it has to know. */
export interface Abortable {
  abort(): Promise<unknown>;
}

/**
 * Aborts what runs of a broadcast until nothing does, and does `last` in the same turn as the look that found nothing. Whoever resumes,
 * retries or approves may begin a run wherever something is awaited: with one look before an await, the run of that gap would go on
 * beside what ends the broadcast, and its next commit would undo the end.
 *
 * @param running what runs now
 * @param last up to its first await it is alone; no await may come before its commit
 * @throws what an abort, or `last`, throws
 */
export async function abortRuns<T>(running: () => Abortable | undefined, last: () => T | Promise<T>): Promise<T> {
  for (let run = running(); run !== undefined; run = running()) await run.abort();
  return last();
}
