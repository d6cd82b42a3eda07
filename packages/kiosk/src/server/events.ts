import type { ServerResponse } from "node:http";
import type { View } from "../shared/index.js";

/** Views as server-sent events. One page sees them: a newer one takes over, and the older is told so and sees no more. */
export class ViewStream {
  #response: ServerResponse | undefined;
  #alive: NodeJS.Timeout | undefined;

  /** @param alive how often a quiet connection is written to, ms, so that a dead one is noticed */
  constructor(private readonly alive = 15_000) {}

  open(response: ServerResponse, present: View): void {
    this.#end("taken");
    this.#response = response;
    response.setHeader("Content-Type", "text/event-stream; charset=utf-8");
    response.flushHeaders();
    response.on("close", () => {
      if (this.#response === response) this.#forget();
    });
    this.#alive = setInterval(() => response.write(":\n\n"), this.alive);
    this.send(present);
  }

  send(view: View): void {
    this.#response?.write(`event: view\ndata: ${JSON.stringify(view)}\n\n`);
  }

  close(): void {
    this.#end("closed");
  }

  #end(event: "taken" | "closed"): void {
    const response = this.#response;
    this.#forget();
    response?.end(`event: ${event}\ndata:\n\n`);
  }

  #forget(): void {
    clearInterval(this.#alive);
    this.#response = undefined;
  }
}
