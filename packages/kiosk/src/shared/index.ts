// The contract between station and renderer, whole. Nothing here knows either of them.
export * from "./api.js";
export * from "./blank-view.js";
export * from "./channels.js";
export * from "./commands.js";
export * from "./field-labels.js";
export * from "./messages.js";
export * from "./pages.js";
export * from "./result.js";
export * from "./settings.js";
export * from "./text.js";
export * from "./values.js";
export * from "./view.js";
export * from "./visit.js";
export * from "./wire.js";
