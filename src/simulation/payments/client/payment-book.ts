/** What the clients know of the payments that they asked for; other requests wait for it. */
export class PaymentBook {
  readonly #accepted: PromiseWithResolvers<string | undefined>[];
  readonly #ended: PromiseWithResolvers<string | undefined>[];

  /** @param requests How many requests there are; payments are known by their place among them. */
  constructor(requests: number) {
    this.#accepted = Array.from({ length: requests }, () => Promise.withResolvers());
    this.#ended = Array.from({ length: requests }, () => Promise.withResolvers());
  }

  /** The payment's id once it was accepted; nothing where no payment came of the request. */
  accepted(pay: number): Promise<string | undefined> {
    return this.#accepted[pay]?.promise ?? Promise.resolve(undefined);
  }

  /** Likewise, once it has ended. */
  ended(pay: number): Promise<string | undefined> {
    return this.#ended[pay]?.promise ?? Promise.resolve(undefined);
  }

  accept(pay: number, paymentId: string | undefined): void {
    this.#accepted[pay]?.resolve(paymentId);
    if (paymentId === undefined) this.end(pay, undefined);
  }

  end(pay: number, paymentId: string | undefined): void {
    this.#ended[pay]?.resolve(paymentId);
  }
}
