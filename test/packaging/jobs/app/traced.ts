import { TracingModule, runInSpan } from 'nestjs-tracing';
import { run } from './run.js';

void run([TracingModule.forRoot({ serviceName: 'jobs' })], runInSpan);
