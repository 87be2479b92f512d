// On every page of somebody who is signed in: nobody else's pages stay on this device.

import { assesses } from "./offline-wire.js";
import { forgetPages, knowAccount } from "./offline-pages.js";

forgetPages(!assesses).then(knowAccount);
if (assesses) import("./offline-line.js");
