import 'vue-router'
import type { Component } from 'vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Message key of the page's title; a page may say it more exactly with `useTitle`. */
    title?: string
    /** Message key of the entry in the navigation; without it the page is reached from other pages. */
    nav?: string
    /** Name of the page beside others (`SideFrame`) that this one belongs to. */
    within?: string
    /** Icon of the entry. */
    icon?: Component
    /** Where the entry stands among the others; work first (10…), places next (20…), administration last (30…). */
    order?: number
    /** The power (or one of the powers) the page is for. Without it, anyone who is logged in may open it. */
    power?: string | string[]
    /** Shown without the frame of the console (log-in, print). */
    bare?: boolean
    /** Shown without being logged in. */
    open?: boolean
  }
}
