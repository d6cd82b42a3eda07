export function packageLinux(options: {
  readonly runtime: string;
  readonly output?: string;
  readonly program?: string;
}): Promise<{ readonly shipping: string; readonly driven: string; readonly version: string }>;
