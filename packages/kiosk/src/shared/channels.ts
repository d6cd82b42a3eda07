/** Names of what the preload may ask of the main process, and of what it is told. There are no others. */
export const CHANNELS = {
  /** invoke(Command) → Reply */
  command: "chipid:command",
  /** invoke(string) → PortraitReply */
  portrait: "chipid:portrait",
  /** invoke() → View, the present one */
  view: "chipid:view",
  /** invoke() → boolean */
  print: "chipid:print",
  /** invoke(string) → boolean */
  copy: "chipid:copy",
  /** told: View, every later one */
  viewChanged: "chipid:view-changed",
} as const;
