import { TracingModule, runInSpan } from 'nestjs-tracing';
import { send } from './send.js';

void send([TracingModule.forRoot({ serviceName: 'sender' })], runInSpan);
