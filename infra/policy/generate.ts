import { writeFileSync } from 'node:fs';
import { generatedFiles } from './generated.ts';

for (const [name, text] of generatedFiles()) writeFileSync(new URL(`../organisation/${name}`, import.meta.url), text);
