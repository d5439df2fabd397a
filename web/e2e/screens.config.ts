import { defineConfig } from '@playwright/test'
import tried from './playwright.config.ts'

/** Photographs of the main screens instead of tests: `./wangge screens`. */
export default defineConfig({
  ...tried,
  testDir: './screens',
  testMatch: '*.ts',
  outputDir: process.env.WANGGE_SCREENS ?? './test-results',
  workers: 1,
  reporter: 'list',
  use: { ...tried.use, screenshot: 'off' },
})
