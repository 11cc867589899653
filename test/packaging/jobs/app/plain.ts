import { run } from './run.js';

void run([], (_, work) => work());
