// What both sides of the queue bench have in common: the envelopes' size, how many requests are under way, and memory.
import { readFileSync } from 'node:fs';

/** Requests to the sink at a time, on either side. */
export const CONCURRENCY = 32;
/** Of one wire-format envelope of suite 1 without personal fields: header, enc, slot. */
export const ENVELOPE_BYTES = 40 + 32 + 96 + 16;

/** Anonymous memory of this process, MiB. */
function rssAnon() {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** Looks every 50 ms; `peak()` is the most it has seen. */
export function watchMemory() {
  let peak = rssAnon();
  const timer = setInterval(() => {
    peak = Math.max(peak, rssAnon());
  }, 50);
  return () => {
    clearInterval(timer);
    return Math.max(peak, rssAnon());
  };
}

/** Processor time of this process from here on, all its threads; `spent()` is in seconds. */
export function watchProcessor() {
  const begun = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1e6;
  };
}
