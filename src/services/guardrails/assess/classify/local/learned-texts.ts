import { harmlessTexts } from './training/harmless.ts'
import { hateTexts } from './training/hate.ts'
import { insultsTexts } from './training/insults.ts'
import { misconductTexts } from './training/misconduct.ts'
import { promptAttackTexts } from './training/prompt-attack.ts'
import { sexualTexts } from './training/sexual.ts'
import { violenceTexts } from './training/violence.ts'
import { trainingTexts } from './training-texts.ts'

/** Everything that the local classifier learns from. */
export const learnedTexts = [
  trainingTexts,
  sexualTexts,
  violenceTexts,
  hateTexts,
  insultsTexts,
  misconductTexts,
  promptAttackTexts,
  harmlessTexts,
].join('\n')
