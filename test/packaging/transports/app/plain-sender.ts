import { send } from './send.js';

void send([], (_, work) => work());
