import type { Engine, Logger } from 'sealcast';
import type { Operator } from 'sealcast/serve';

export interface Resident {
  /** In the letter that each got. */
  readonly code: string;
  readonly id: string;
  readonly name: string;
  readonly phone: string;
}

export interface Host {
  readonly url: string;
  readonly clerkToken: string;
  readonly operator: Operator;
  readonly engine: Engine;
  close(): Promise<void>;
}

export function startHost(options: {
  readonly dir: string;
  readonly residents: readonly Resident[];
  readonly port?: number;
  readonly operatorPort?: number;
  readonly logger?: Logger;
}): Promise<Host>;
