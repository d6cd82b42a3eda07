import * as v from "valibot";
import { commandSchema, portraitReplySchema, replySchema } from "./commands.js";
import { viewSchema } from "./view.js";

// What goes between the station's process and whoever holds it (Electron's main process). Both ends check each message.

export const toStationSchema = v.variant("type", [
  v.strictObject({ type: v.literal("command"), id: v.number(), command: commandSchema }),
  v.strictObject({ type: v.literal("portrait"), id: v.number(), portrait: v.pipe(v.string(), v.maxLength(64)) }),
  v.strictObject({ type: v.literal("close") }),
]);
export type ToStation = v.InferOutput<typeof toStationSchema>;

export const fromStationSchema = v.variant("type", [
  v.strictObject({ type: v.literal("reply"), id: v.number(), reply: replySchema }),
  v.strictObject({ type: v.literal("portrait"), id: v.number(), portrait: portraitReplySchema }),
  v.strictObject({ type: v.literal("view"), view: viewSchema }),
  v.strictObject({ type: v.literal("closed") }),
]);
export type FromStation = v.InferOutput<typeof fromStationSchema>;
