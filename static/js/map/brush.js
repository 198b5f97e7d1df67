/* The basemap's brushes: symbolizers for protomaps-leaflet that round the corners of lines and shores. The tiles' last zoom
   has a point every few hundred metres; enlarged without rounding, a river would look cut with scissors. */
(() => {
  "use strict";

  /* The point on the way from `corner` to `other` where the bend begins, at most half-way. */
  const toward = (corner, other, radius) => {
    const part = Math.min(0.5, radius / (Math.hypot(other.x - corner.x, other.y - corner.y) || 1));
    return [corner.x + (other.x - corner.x) * part, corner.y + (other.y - corner.y) * part];
  };

  function trace(ctx, lines, radius) {
    ctx.beginPath();
    for (const points of lines) {
      const last = points.length - 1;
      points.forEach((point, n) => {
        if (n === 0) ctx.moveTo(point.x, point.y);
        else if (n === last || radius < 1) ctx.lineTo(point.x, point.y);
        else {
          ctx.lineTo(...toward(point, points[n - 1], radius));
          ctx.quadraticCurveTo(point.x, point.y, ...toward(point, points[n + 1], radius));
        }
      });
    }
  }

  /* `width`, `bend` and the lengths of `dash` are in pixels at a zoom; `scale` is how much Leaflet enlarges the tile. */
  class Stroke {
    constructor({ colour, width, scale, bend = () => 0, dash = [] }) { Object.assign(this, { colour, width, scale, bend, dash }); }

    draw(ctx, lines, zoom) {
      const scale = this.scale();
      ctx.globalAlpha = 1;
      ctx.strokeStyle = this.colour();
      ctx.lineWidth = this.width(zoom) / scale;
      ctx.lineCap = ctx.lineJoin = "round";
      ctx.setLineDash(this.dash.map((length) => length / scale));
      trace(ctx, lines, this.bend(zoom) / scale);
      ctx.stroke();
    }
  }

  class Fill {
    constructor({ colour, scale, bend = () => 0, opacity = 1 }) { Object.assign(this, { colour, scale, bend, opacity }); }

    draw(ctx, rings, zoom) {
      ctx.globalAlpha = this.opacity;
      ctx.fillStyle = this.colour();
      trace(ctx, rings, this.bend(zoom) / this.scale());
      ctx.fill();
    }
  }

  PortalMap.brush = { Stroke, Fill };
})();
