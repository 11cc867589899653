import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

// What any propagation of context costs before a single span is made.
const storage = new AsyncLocalStorage();
subscribe('http.server.request.start', () => storage.enterWith({}));
