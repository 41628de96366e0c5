/** `/api/v1/admin/topic-split`: watching the split of the payment events, and moving it on. */
import type { FastifyInstance } from 'fastify';
import { pathParameter, RequestReader } from '../../request.ts';
import type { Runtime } from '../../runtime.ts';
import { describeSplit, SplitControl } from './control.ts';

const PATH = '/api/v1/admin/topic-split';

/** Adds the routes to the service that writes the copies. */
export function topicSplitRoutes(app: FastifyInstance, runtime: Runtime): void {
  const control = new SplitControl(runtime);

  app.get(PATH, () => describeSplit(runtime.read));

  app.post(`${PATH}/advance`, (request) => {
    const body = new RequestReader(request.body ?? {});
    const to = body.oneOf('to', ['dual', 'split']);
    body.finish();
    return control.advance(to);
  });

  app.post(`${PATH}/consumers/:consumer`, (request) => {
    const body = new RequestReader(request.body ?? {});
    const source = body.oneOf('source', ['split', 'legacy']);
    body.finish();
    return control.move(pathParameter(request.params, 'consumer'), source);
  });
}
