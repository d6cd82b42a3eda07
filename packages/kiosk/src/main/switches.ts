/** What is set of the command line, as a program would be started with. */
export interface CommandLine {
  appendSwitch(name: string, value?: string): void;
  hasSwitch(name: string): boolean;
}

/** Chromium's own errands, every one of them: a station talks to nobody. */
const SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  ["disable-background-networking"],
  ["disable-breakpad"],
  ["disable-client-side-phishing-detection"],
  ["disable-component-update"],
  ["disable-default-apps"],
  ["disable-domain-reliability"],
  ["disable-sync"],
  ["disable-http-cache"],
  ["no-pings"],
  ["no-proxy-server"],
  ["disable-quic"],
  ["dns-prefetch-disable"],
  // Even what slips past every other rule finds no host.
  ["host-resolver-rules", "MAP * ~NOTFOUND"],
  ["disable-features", "AutofillServerCommunication,DnsOverHttps,MediaRouter,OptimizationHints,Translate"],
];

export function applySwitches(commandLine: CommandLine): void {
  for (const each of SWITCHES) commandLine.appendSwitch(...each);
}

const REMOTE_CONTROL = ["remote-debugging-port", "remote-debugging-pipe", "remote-debugging-address"];

/**
 * Whether the program was started to be driven from outside. No fuse is against it, so an installed program ends instead.
 * The build that the tests drive has its inspector left on, and that is how it is told.
 */
export function isRemoteControlled(commandLine: CommandLine, packaged: boolean, inspected: boolean): boolean {
  return packaged && !inspected && REMOTE_CONTROL.some((name) => commandLine.hasSwitch(name));
}
