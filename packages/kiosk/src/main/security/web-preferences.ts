import type { Session, WebPreferences } from "electron";

/** Of the one window there is. Written out in full: a default that changes with Electron changes nothing here. */
export function webPreferences(preload: string, session: Session): WebPreferences {
  return {
    preload,
    session,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    plugins: false,
    spellcheck: false,
    devTools: false,
    disableDialogs: true,
    safeDialogs: true,
    autoplayPolicy: "document-user-activation-required",
  };
}
