export type FuseState = "on" | "off" | "removed" | "inherited" | "absent";
export const FUSES: readonly string[];
export const SHIPPED: Readonly<Record<string, "on" | "off">>;
export function readFuses(file: string): Record<string, FuseState>;
export function setFuses(file: string, wanted: Readonly<Record<string, "on" | "off">>): void;
export function fuseFaults(
  states: Readonly<Record<string, FuseState>>,
  wanted?: Readonly<Record<string, "on" | "off">>,
): string[];
