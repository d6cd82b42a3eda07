import { contextBridge, ipcRenderer } from "electron";
import { API_NAME } from "../shared/index.js";
import { createBridge } from "./bridge.js";
import { ignoreDrops, type Target } from "./ignore-drops.js";

contextBridge.exposeInMainWorld(API_NAME, createBridge(ipcRenderer));
ignoreDrops(globalThis as unknown as Target);
