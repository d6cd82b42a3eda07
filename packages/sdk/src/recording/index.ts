export * from "./command-text.js";
export * from "./read-session.js";
export * from "./record.js";
export * from "./replay-card.js";
export type * from "./session-types.js";
export { SESSION_FORMAT, TRANSPORT_FAULTS } from "./session-types.js";
export * from "./write-session.js";
