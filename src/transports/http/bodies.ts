import { limits } from '../../limits.ts';
import type { Carried } from './carry.ts';
import { BODY_TYPE } from './content.ts';
import type { HttpRequest } from './origin.ts';

/** Sends to where bodies are kept; repeated as needed, since a body put twice is the same body. */
export type SendBody = (request: HttpRequest) => Promise<Carried>;

/** A body on its way to the gateway, or there. */
export interface BodyPut {
  readonly ending: Promise<Carried>;
  /** How it ended, once it has. */
  ended?: Carried;
}

/** Which bodies the gateway has: each is put once, however many envelopes of however many groups wait for it. */
export class Bodies {
  readonly #basePath: string;
  readonly #headers: () => Record<string, string>;
  readonly #send: SendBody;
  readonly #put = new Map<string, BodyPut>();

  /** @param basePath path under which bodies are named by their broadcast, without a slash at its end */
  constructor(basePath: string, headers: () => Record<string, string>, send: SendBody) {
    this.#basePath = basePath;
    this.#headers = headers;
    this.#send = send;
  }

  /** It ends as `taken` once the gateway has the body. The same for all who ask meanwhile, and after. */
  has(broadcast: string, body: Uint8Array): BodyPut {
    const known = this.#put.get(broadcast);
    if (known !== undefined) return known;
    const put: BodyPut = {
      ending: this.#ensure(`${this.#basePath}/${broadcast}`, body).then((carried) => {
        // What failed is tried again by the next hand-over.
        if (carried.end !== 'taken') this.forget(broadcast, put);
        put.ended = carried;
        return carried;
      }),
    };
    this.#put.set(broadcast, put);
    if (this.#put.size > limits.httpBodiesKnown) this.#put.delete(this.#put.keys().next().value!);
    return put;
  }

  /** The gateway says it has not got it (any more): of all who are told so, the first makes it go again. */
  forget(broadcast: string, known: BodyPut): void {
    if (this.#put.get(broadcast) === known) this.#put.delete(broadcast);
  }

  async #ensure(path: string, body: Uint8Array): Promise<Carried> {
    const asked = await this.#send({ method: 'HEAD', path, headers: this.#headers, content: () => null });
    if (asked.end === 'taken' && asked.length === String(body.length)) return asked;
    if (!('status' in asked)) return asked;
    return this.#send({
      method: 'PUT',
      path,
      headers: () => ({ ...this.#headers(), 'content-type': BODY_TYPE }),
      content: () => body,
    });
  }
}
