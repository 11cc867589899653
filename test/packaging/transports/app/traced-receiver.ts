import { TracingModule } from 'nestjs-tracing';
import { receive } from './receive.js';

void receive([TracingModule.forRoot({ serviceName: 'receiver' })]);
