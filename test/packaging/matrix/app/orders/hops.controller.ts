import { Controller, Get, Headers } from '@nestjs/common';
import { TracedHttpService } from 'nestjs-tracing';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { lastValueFrom } from 'rxjs';

const headers = { 'x-api-key': 'matrix' };

/** Calls this very server in three ways. */
@Controller({ path: 'hops', version: '1' })
export class HopsController {
  constructor(private readonly http: TracedHttpService) {}

  @Get('service')
  async throughService(@Headers('host') host: string): Promise<unknown> {
    const { data } = await lastValueFrom(this.http.get<unknown>(leafOf(host), { headers }));
    return data;
  }

  @Get('fetch')
  async throughFetch(@Headers('host') host: string): Promise<string> {
    return (await fetch(leafOf(host), { headers })).text();
  }

  @Get('node')
  throughNode(@Headers('host') host: string): Promise<string> {
    return new Promise((resolve, reject) => {
      get(leafOf(host), { headers }, (response) => resolve(text(response))).once('error', reject);
    });
  }
}

function leafOf(host: string): string {
  return `http://${host}/api/v2/orders/7`;
}
