import { receive } from './receive.js';

void receive([]);
