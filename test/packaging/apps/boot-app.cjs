/** What an application does with the package, said once for both module systems. */
module.exports = async function bootApp({ Module }, { NestFactory }, library) {
  class AppModule {}
  const tracing = library.TracingModule.forRoot({ exporter: 'memory', serviceName: 'packaged' });
  Module({ imports: [tracing] })(AppModule);

  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['warn', 'error'] });
  await app.close();

  console.log(JSON.stringify(Object.keys(library).toSorted()));
};
