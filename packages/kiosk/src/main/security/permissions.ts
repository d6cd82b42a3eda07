import type { Session } from "electron";

/** Camera, microphone, location, notifications, clipboard reading, USB, serial, HID and whatever comes: none. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  for (const device of ["select-hid-device", "select-serial-port", "select-usb-device"] as const) {
    session.on(device as "select-usb-device", (event, _details, choose) => {
      event.preventDefault();
      choose();
    });
  }
}
