/**
 * Lets a plain `node --require` load the sources as they are: TypeScript is compiled on the fly and `@cadre/*` resolved
 * as the compiler does. For processes that tests start before, or without, a build.
 */
const Module = require('node:module');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

const root = join(__dirname, '..', '..', '..');
const readJson = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const { $schema: _schema, ...options } = readJson('.swcrc');
const aliases = new Map(
  Object.entries(readJson('tsconfig.base.json').compilerOptions.paths).map(([alias, [target]]) => [
    alias,
    join(root, target),
  ]),
);

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function resolveAlias(request, parent, ...rest) {
  const wanted = aliases.get(request) ?? (isSource(parent) ? sourceOf(request) : request);
  return resolveFilename.call(this, wanted, parent, ...rest);
};

/** A lazy import names the built file; here only its source is there. */
const sourceOf = (request) => request.replace(/^(\.{1,2}\/.*)\.js$/, '$1');
const isSource = (parent) => parent?.filename?.endsWith('.ts') ?? false;

Module._extensions['.ts'] = (module, filename) => {
  const compiled = transformSync(readFileSync(filename, 'utf8'), {
    ...options,
    module: { ...options.module, ignoreDynamic: false },
    swcrc: false,
    configFile: false,
    filename,
    sourceMaps: 'inline',
  });
  module._compile(compiled.code, filename);
};
