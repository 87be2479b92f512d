// On every page of somebody who is signed in: nobody else's pages stay on this device.

import { assesses } from "./offline-wire.js";
import { forgetPages } from "./offline-pages.js";

forgetPages();
if (assesses) import("./offline-line.js");
