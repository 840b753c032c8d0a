<form method="post" action="/form">@csrf @method('PUT')
<input name="name" value="{{ old('name', 'nobody') }}">@error('name')<b>{{ $message }}</b>@enderror
<input name="mail" value="{{ old('mail') }}">
@if($errors->any())<ul>@foreach($errors->all() as $error)<li>{{ $error }}</li>@endforeach</ul>@endif
@if(session('note')){{ session('note') }}@endif
<input name="password" value="{{ old('password', 'not kept') }}"></form>
