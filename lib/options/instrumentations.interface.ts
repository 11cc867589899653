export type { InstrumentationsOption } from '../instrumentation/instrumentations.interface.js';
