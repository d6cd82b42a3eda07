// What electron-builder makes of the staged program (stage.mjs). See PACKAGING.md.

/**
 * @param options.output folder for what is made
 * @param options.fuses state of the runtime's fuses by name: one that it does not have cannot be set
 * @param options.electron which Electron, in electron-builder's words
 */
export function builderConfig({ output, fuses = {}, electron = {} }) {
  return {
    appId: "vn.chipid.kiosk",
    productName: "chipid kiosk",
    copyright: "Apache-2.0",
    directories: { output },
    files: ["**/*"],
    asar: true,
    // A library is loaded by the system, which sees no archive.
    asarUnpack: ["**/*.node"],
    // The one native module is N-API: what was built for Node runs in every Electron.
    npmRebuild: false,
    nodeGypRebuild: false,
    publish: null,
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      ...(fuses.GrantFileProtocolExtraPrivileges === "absent" ? {} : { grantFileProtocolExtraPrivileges: false }),
    },
    win: {
      target: [{ target: "nsis", arch: ["x64"] }],
      executableName: "chipid-kiosk",
      // Else the files' rights would not be enough for the installer, which writes where administrators alone do.
      requestedExecutionLevel: "asInvoker",
    },
    nsis: {
      oneClick: false,
      perMachine: true,
      // A folder of the user's choice could be one that the user writes.
      allowToChangeInstallationDirectory: false,
      allowElevation: true,
      deleteAppDataOnUninstall: false,
      createDesktopShortcut: true,
    },
    linux: {
      target: [{ target: "deb", arch: ["x64"] }],
      executableName: "chipid-kiosk",
      category: "Office",
      maintainer: "chipid",
      synopsis: "Verifies chip-ID documents at a counter",
    },
    deb: { depends: ["libgtk-3-0", "libnss3", "libasound2", "libgbm1", "libpcsclite1"], recommends: ["pcscd"] },
    ...electron,
  };
}
