import { writeFileSync } from 'node:fs';
import { generatedFiles } from './generated.ts';

for (const [name, text] of generatedFiles()) writeFileSync(new URL(`../../../infra/organisation/${name}`, import.meta.url), text);
