import type { Timer } from '../../ports/timer.ts';

/**
 * Something that happens once, and who wants to hear of it. An AbortSignal would do, but a thousand waiters of a group come and go,
 * and leaving an EventTarget costs as many steps as others are there.
 */
export class Stop {
  readonly #calls = new Set<() => void>();
  #told = false;

  get told(): boolean {
    return this.#told;
  }

  tell(): void {
    if (this.#told) return;
    this.#told = true;
    for (const call of this.#calls) call();
    this.#calls.clear();
  }

  /** Not called when it has happened already: ask `told` first. */
  onTold(call: () => void): void {
    this.#calls.add(call);
  }

  forget(call: () => void): void {
    this.#calls.delete(call);
  }

  /** Resolves when this happens, or `other`. */
  orTold(other: Stop): Promise<void> {
    if (this.#told || other.told) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        this.forget(end);
        other.forget(end);
        resolve();
      };
      this.onTold(end);
      other.onTold(end);
    });
  }
}

/** Resolves after so many milliseconds, or earlier when `stop` is told. */
export async function sleep(milliseconds: number, timer: Timer, stop: Stop): Promise<void> {
  if (milliseconds <= 0) return;
  const over = new Stop();
  const callOff = timer.after(milliseconds, () => over.tell());
  await over.orTold(stop);
  callOff();
}

/** `sleep`, in a set whose members somebody may wake earlier. */
export async function whenTold(waiting: Set<Stop>, milliseconds: number, timer: Timer, stop: Stop): Promise<void> {
  const over = new Stop();
  waiting.add(over);
  const callOff = timer.after(milliseconds, () => over.tell());
  await over.orTold(stop);
  callOff();
  waiting.delete(over);
}
