import { onBeforeUnmount, onMounted, watch, type Ref, type ShallowRef } from 'vue'
import { BarChart } from 'echarts/charts'
import {
  AriaComponent,
  BrushComponent,
  GridComponent,
  ToolboxComponent,
  TooltipComponent,
} from 'echarts/components'
import * as echarts from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { EChartsCoreOption, EChartsType } from 'echarts/core'

echarts.use([
  AriaComponent,
  BarChart,
  BrushComponent,
  CanvasRenderer,
  GridComponent,
  ToolboxComponent,
  TooltipComponent,
])

/** A chart in an element, drawn anew when its option changes and fitted when the element does. */
export function useChart(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  option: Readonly<Ref<EChartsCoreOption>>,
  begin: (chart: EChartsType) => void,
): void {
  let chart: EChartsType | undefined
  let fitting: ResizeObserver | undefined
  onMounted(() => {
    if (!element.value) return
    const made = (chart = echarts.init(element.value))
    made.setOption(option.value)
    begin(made)
    fitting = new ResizeObserver(() => made.resize())
    fitting.observe(element.value)
  })
  watch(option, (now) => chart?.setOption(now, { notMerge: true }))
  onBeforeUnmount(() => {
    fitting?.disconnect()
    chart?.dispose()
  })
}
