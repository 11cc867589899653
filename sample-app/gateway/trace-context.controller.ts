import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { TracedHttpService } from 'nestjs-tracing';
import { firstValueFrom } from 'rxjs';

/** A call to make: where to post, and what. */
interface Call {
  url: string;
  arguments: unknown;
}

/**
 * For the W3C's validation suite of Trace Context, which posts a list of calls and looks at the
 * headers of each: `python test.py http://127.0.0.1:3000/test` in the folder `test` of
 * https://github.com/w3c/trace-context. It does as it is told, so that the gateway has it only
 * where nobody else can reach it.
 */
@Controller('test')
export class TraceContextController {
  constructor(private readonly http: TracedHttpService) {}

  @Post()
  @HttpCode(200)
  async makeCalls(@Body() calls: Call[]): Promise<void> {
    for (const call of calls) {
      await firstValueFrom(this.http.post(call.url, call.arguments));
    }
  }
}
