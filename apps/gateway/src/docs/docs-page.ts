import { dirname } from 'node:path';

/** Where the browsable page's assets stand: in a package, served from here, nothing from elsewhere. */
export const ASSETS_FOLDER = dirname(require.resolve('swagger-ui-dist/package.json'));

/** The only files of that folder that are served. */
export const ASSETS: ReadonlySet<string> = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']);

export const START_SCRIPT = 'start.js';

/** No script or style stands in the page itself: its content policy allows none. */
export const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Cadre API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="page"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/${START_SCRIPT}"></script>
  </body>
</html>
`;

export const START = `SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
`;
