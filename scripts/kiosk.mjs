// npm run kiosk: the desktop kiosk, which is not built yet.
process.stderr.write("chipid: the kiosk is not built yet; verify documents with npm run chipid -- verify FOLDER\n");
process.exit(2);
