<?php

$url = "{$base}/chat/completions"; //: raw_http /chat/completions
$other = "{$base}/chat/rooms";
