interface Listening {
  readonly listeners: Set<() => void>;
  readonly told: () => void;
}

const listening = new WeakMap<AbortSignal, Listening>();

/**
 * Calls back when a signal aborts, which it has not yet; answers what leaves. Whoever leaves is held on to no longer.
 *
 * One listener on the signal, however many wait for it: Node 20 takes the eleventh on one signal for a leak, and warns the host, whose
 * signal may well end a hundred broadcasts.
 */
export function whenAborted(signal: AbortSignal, listener: () => void): () => void {
  const found = listening.get(signal) ?? begin(signal);
  const { listeners, told } = found;
  // Another function each time: who listens twice leaves twice.
  const own = (): void => listener();
  listeners.add(own);
  return () => {
    if (!listeners.delete(own) || listeners.size > 0 || listening.get(signal) !== found) return;
    signal.removeEventListener('abort', told);
    listening.delete(signal);
  };
}

function begin(signal: AbortSignal): Listening {
  const listeners = new Set<() => void>();
  const told = (): void => {
    listening.delete(signal);
    for (const one of [...listeners]) one();
  };
  signal.addEventListener('abort', told, { once: true });
  const made = { listeners, told };
  listening.set(signal, made);
  return made;
}
