import { resolve } from "node:path";

/** The part of Electron's app that places are decided by. */
export interface Places {
  readonly isPackaged: boolean;
  getPath(name: "userData"): string;
  setPath(name: "userData", path: string): void;
}

/**
 * Where the station keeps what it keeps: below the program's own folder of the user. `CHIPID_KIOSK_DATA` names another,
 * but never for an installed program, whose log nobody may move by starting it differently.
 *
 * @returns an absolute path
 */
export function stationData(places: Places, environment: Readonly<Record<string, string | undefined>>): string {
  const named = environment.CHIPID_KIOSK_DATA;
  if (places.isPackaged || named === undefined || named === "") return resolve(places.getPath("userData"), "station");
  // The window's own files go along, and with them the lock: two data folders are two stations.
  places.setPath("userData", resolve(named, "window"));
  return resolve(named);
}
