import {
  All,
  Body,
  Controller,
  Delete,
  Get,
  Head,
  HostParam,
  Module,
  Options,
  Param,
  Patch,
  Post,
  Put,
  Query,
} from '@nestjs/common';
import type { Behaviours, RawRequest } from '../support/behaviours.interface.js';

@Controller('things')
class ThingsController {
  @Get()
  list(@Query() query: object): object {
    return query;
  }

  @Get('wild/*')
  wild(@Param() parameters: object): object {
    return parameters;
  }

  @Get(':id')
  read(@Param('id') id: string): string {
    return id;
  }

  @Post()
  create(@Body() body: unknown): object {
    return { body };
  }

  @Put(':id')
  replace(@Param('id') id: string, @Body() body: unknown): object {
    return { id, body };
  }

  @Patch(':id')
  change(@Param('id') id: string): string {
    return id;
  }

  @Delete(':id')
  remove(): void {}

  @Head('head/only')
  head(): void {}

  @Options('options/only')
  options(): string {
    return 'options';
  }

  @All('all/methods')
  all(): string {
    return 'all';
  }
}

@Controller({ path: 'tenants', host: ':tenant.nest.test' })
class TenantController {
  @Get()
  read(@HostParam('tenant') tenant: string): string {
    return tenant;
  }
}

@Module({ controllers: [TenantController, ThingsController] })
class ProtocolModule {}

const json = { 'Content-Type': 'application/json' };
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const line = (text: string, headers?: Record<string, string>): RawRequest => ({
  line: text,
  headers,
});

export const protocol: Behaviours = {
  name: 'protocol',
  module: ProtocolModule,
  options: { cors: { origin: 'http://a.test', credentials: true, maxAge: 60 } },
  requests: {
    'a query': line('GET /things?a=1&b=2&a=3'),
    'a nested query': line('GET /things?a[b]=1'),
    'a query of invalid percent-encoding': line('GET /things?a=%E0%A4%A'),
    'a path of invalid percent-encoding': line('GET /things/%E0%A4%A'),
    'an encoded path': line('GET /things/a%2Fb%20c'),
    'a slash at the end': line('GET /things/7/'),
    'two slashes': line('GET //things/7'),
    'another case': line('GET /Things/7'),
    'a wildcard': line('GET /things/wild/a/b'),
    'a long path': line(`GET /things/${'a'.repeat(2_000)}`),
    'a path in full': line('GET http://nest.test/things/7'),
    HEAD: line('HEAD /things/7'),
    'HEAD of its own': line('HEAD /things/head/only'),
    'HEAD of a path that is not there': line('HEAD /nothing'),
    PUT: { line: 'PUT /things/7', headers: json, body: '{"a":1}' },
    PATCH: line('PATCH /things/7'),
    DELETE: line('DELETE /things/7'),
    'OPTIONS of its own': line('OPTIONS /things/options/only'),
    'OPTIONS of a path with others': line('OPTIONS /things/7'),
    'OPTIONS as a browser asks': line('OPTIONS /things', {
      Origin: 'http://a.test',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'traceparent',
    }),
    'GET as a browser asks': line('GET /things', { Origin: 'http://a.test' }),
    'GET of another origin': line('GET /things', { Origin: 'http://b.test' }),
    'any method': line('PROPFIND /things/all/methods'),
    'a method that Node does not know': line('BREW /things'),
    'a method that is not there': line('DELETE /things'),
    JSON: { line: 'POST /things', headers: json, body: '{"a":[1,2]}' },
    'JSON that is broken': { line: 'POST /things', headers: json, body: '{"a":' },
    'JSON that is empty': { line: 'POST /things', headers: json, body: '' },
    'JSON with a prototype': { line: 'POST /things', headers: json, body: '{"__proto__":{"a":1}}' },
    'JSON that is too long': {
      line: 'POST /things',
      headers: json,
      body: JSON.stringify('a'.repeat(200_000)),
    },
    'a form': { line: 'POST /things', headers: form, body: 'a=1&b=2' },
    'an unknown type': { line: 'POST /things', headers: { 'Content-Type': 'a/b' }, body: 'a' },
    'a text': { line: 'POST /things', headers: { 'Content-Type': 'text/plain' }, body: 'a' },
    'a tag that matches': line('GET /things/7', {
      'If-None-Match': 'W/"1-kCujzaGIOAFZS24bRSeQzFOUj9o"',
    }),
    'a host of its own': line('GET /tenants', { Host: 'blue.nest.test' }),
    'another host': line('GET /tenants', { Host: 'nest.test' }),
    'no host': line('GET /things/7', { Host: '' }),
    'a trace of a caller that does not record': line('GET /things/7', {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
      tracestate: 'a=b',
      baggage: 'c=d',
    }),
    'a trace that is none': line('GET /things/7', { traceparent: 'ff-zz', tracestate: '=,=' }),
    'headers too long': line('GET /things/7', { 'X-Long': 'a'.repeat(20_000) }),
    'an upgrade nobody takes': line('GET /things/7', {
      Connection: 'Upgrade, close',
      Upgrade: 'h2c',
    }),
    'two requests in one packet': {
      line: 'GET /things/7',
      followedBy: {
        line: 'POST /things',
        headers: json,
        body: '{"a":1}',
        followedBy: line('GET /nothing'),
      },
    },
  },
};
