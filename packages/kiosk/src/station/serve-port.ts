import { safeParse } from "valibot";
import {
  type FromStation,
  type PortraitReply,
  type Reply,
  type ToStation,
  toStationSchema,
  type View,
} from "../shared/index.js";

/** The port that a station's process was given by the one that started it. */
export interface Port {
  post(message: FromStation): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** The part of a station that goes over the port. */
export interface Served {
  view(): View;
  send(command: unknown): Promise<Reply>;
  onView(listener: (view: View) => void): unknown;
  portrait(id: string): Promise<PortraitReply>;
  close(): Promise<void>;
}

/**
 * Answers a port for a station. Messages that come before it has started wait for it; one that is none of the contract is
 * let fall, since it has no number that could be answered.
 *
 * @param ended called when the station was asked to close and has
 * @throws whatever kept the station from starting
 */
export async function servePort(port: Port, starting: Promise<Served>, ended: () => void): Promise<void> {
  const answer = async (message: ToStation): Promise<void> => {
    const station = await starting;
    if (message.type === "command") {
      port.post({ type: "reply", id: message.id, reply: await station.send(message.command) });
    } else if (message.type === "portrait") {
      port.post({ type: "portrait", id: message.id, portrait: await station.portrait(message.portrait) });
    } else {
      await station.close();
      port.post({ type: "closed" });
      ended();
    }
  };
  port.onMessage((raw) => {
    const message = safeParse(toStationSchema, raw);
    // Unanswered questions are answered by the process's end: the other side counts them as lost.
    if (message.success) answer(message.output).catch(() => process.exit(1));
  });
  const station = await starting;
  station.onView((view) => port.post({ type: "view", view }));
  port.post({ type: "view", view: station.view() });
}
