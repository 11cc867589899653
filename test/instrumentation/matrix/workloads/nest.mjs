import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';

class GreetingController {
  greet() {
    return 'hello';
  }
}
Controller()(GreetingController);
Get()(
  GreetingController.prototype,
  'greet',
  Object.getOwnPropertyDescriptor(GreetingController.prototype, 'greet'),
);

class GreetingModule {}
Module({ controllers: [GreetingController] })(GreetingModule);

async function create({ nest: { named } }) {
  const app = await named.NestFactory.create(GreetingModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl() };
}

export const nest = {
  'nestjs-core': {
    open: create,
    work: async ({ url }) => {
      await (await fetch(url)).text();
    },
    close: ({ app }) => app.close(),
  },
};
